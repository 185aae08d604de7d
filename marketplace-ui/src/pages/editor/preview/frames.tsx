import { useEffect, useRef, useState } from "react";

interface FramesProps {
  /** What is to be shown; another `turn` shows the same address again. */
  wanted: { src: string; turn: number };
  title: string;
  /** Whether its origin is another one than this page's, so that it may have it. */
  isOwnOrigin: boolean;
  onLoading: (isLoading: boolean) => void;
  onShown: () => void;
  /** The page has gone on by itself: a link was followed, a form sent. */
  onMoved: () => void;
}

const SANDBOX =
  "allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-scripts";

interface Frame {
  key: number;
  src: string;
}

/**
 * A page in a frame. The next one is loaded behind the one that is seen, which makes way when it is there: nothing
 * flashes.
 */
export function Frames({ wanted, title, isOwnOrigin, onLoading, onShown, onMoved }: FramesProps) {
  const [frames, setFrames] = useState<Frame[]>([]);
  const next = useRef(0);
  const shown = useRef(new Set<number>());

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn loads the same address again
  useEffect(() => {
    const frame = { key: next.current++, src: wanted.src };
    setFrames(([seen]) => (seen ? [seen, frame] : [frame]));
    onLoading(true);
  }, [wanted.src, wanted.turn, onLoading]);

  const load = (frame: Frame) => {
    const [seen, coming] = frames;
    const isFirst = seen === frame && !shown.current.has(frame.key);
    if (frame !== coming && !isFirst) return onMoved();
    shown.current.add(frame.key);
    if (frame === coming) setFrames([frame]);
    if (frame === coming || !coming) onLoading(false);
    onShown();
  };

  return frames.map((frame, place) => (
    <iframe
      key={frame.key}
      src={frame.src}
      title={place ? undefined : title}
      sandbox={isOwnOrigin ? `${SANDBOX} allow-same-origin` : SANDBOX}
      referrerPolicy="no-referrer"
      onLoad={() => load(frame)}
      // The one that comes is behind, painted already; nobody is to get into it before it is seen.
      inert={place > 0}
      aria-hidden={place > 0 || undefined}
      className="absolute inset-0 size-full scheme-light border-0 bg-white"
      style={{ zIndex: frames.length - place }}
    />
  ));
}
