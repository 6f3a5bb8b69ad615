package dev.sluice.model.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A vendor's own shape of what OpenAI's dialect says. Each is one class in {@code wire}; the list is closed. */
public enum Adapter {
    /** Ollama's {@code /api/chat}: options apart, answers in lines of JSON. */
    OLLAMA,
    /** Alibaba Cloud's DashScope: {@code input} and {@code parameters} apart, {@code output} around the answer. */
    DASHSCOPE,
    /** Baidu's Wenxin Workshop (v1): one {@code result}, no choices. */
    BAIDU,
    /** Tencent Cloud's Hunyuan: every member with a capital. */
    TENCENT,
    /** Dify's applications: one query, {@code answer}. */
    DIFY,
    /** Coze's bots (v3): messages of a chat, told in named events. */
    COZE,
    /** Replicate's predictions: a prompt in, pieces of text out. */
    REPLICATE,
    /** AI Proxy's library: a question about documents. */
    AIPROXY_LIBRARY,
    /** DeepL: the last message is translated. */
    DEEPL,
    /** iFlytek's Spark over WebSocket: one message asks, each piece of the answer is one. */
    SPARK;

    /** Whether upstreams are asked over a WebSocket: a message for the request, and one for each piece of the answer. */
    public boolean isOverWebSocket() {
        return this == SPARK;
    }

    /** As written in YAML: {@code aiproxy-library}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Adapter> byId(String id) {
        return Arrays.stream(values()).filter(a -> a.id().equals(id)).findFirst();
    }
}
