import { type ReactNode, useEffect, useRef, useState } from "react";
import { PIXELS, type Width } from "./widths";

/** Where the page stands: as wide as the chosen screen, made smaller where there is not as much room. */
export function Stage({ width, children }: { width: Width; children: ReactNode }) {
  const stage = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    if (!stage.current) return;
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0));
    observer.observe(stage.current);
    return () => observer.disconnect();
  }, []);
  const pixels = PIXELS[width];
  const scale = pixels && room ? Math.min(1, room / pixels) : 1;
  return (
    <div ref={stage} className="relative min-h-0 grow overflow-hidden bg-raised">
      <div
        className="absolute top-0 left-1/2 isolate origin-top-left"
        style={{
          width: pixels ?? "100%",
          height: `${100 / scale}%`,
          transform: `scale(${scale}) translateX(-50%)`,
        }}
      >
        {children}
      </div>
    </div>
  );
}
