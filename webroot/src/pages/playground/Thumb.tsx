import { useEffect, useRef } from 'react';
import type { Picture } from './chat';

const SIDE = 56;

/** A picture in small, drawn on a canvas: an address with the picture in it would need another word in the Content-Security-Policy. */
export function Thumb({ of }: { of: Picture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    void createImageBitmap(of.file).then((bitmap) => {
      const context = canvas.current?.getContext('2d');
      if (!gone && context !== null && context !== undefined) {
        const scale = Math.max(SIDE / bitmap.width, SIDE / bitmap.height);
        const width = bitmap.width * scale;
        const height = bitmap.height * scale;
        context.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
      }
      bitmap.close();
    }).catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [of]);
  return <canvas ref={canvas} width={SIDE} height={SIDE} role="img" aria-label={of.name} title={of.name} />;
}
