package dev.sluice.ingress;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Bounds what waits in the kernel for a reader that has stopped. A socket's send buffer grows to megabytes, for bytes under
 * way and for bytes not sent yet alike; only the second kind is of no use, and only that is bounded here, so that a fast
 * reader far away is not slowed down. Without effect where the system or the transport does not know the option.
 */
final class KernelQueue {
    private static final long UNSENT_BYTES = 16 * 1024L;
    // The option of the epoll transport by its name, since that transport is there on Linux only.
    private static final ChannelOption<Long> NOTSENT_LOWAT =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    private KernelQueue() {}

    static void bound(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            boolean ignored = base.channelHandlerContext().channel().config().setOption(NOTSENT_LOWAT, UNSENT_BYTES);
        }
    }
}
