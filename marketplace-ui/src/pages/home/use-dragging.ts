import { useEffect, useRef, useState } from "react";

/** Whether a file is being dragged over the page; hands it over when it is dropped. */
export function useDragging(take: (file: File) => void): boolean {
  const [depth, setDepth] = useState(0);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const end = new AbortController();
    const on = (name: "dragenter" | "dragleave" | "dragover" | "drop", then: (event: DragEvent) => void) =>
      window.addEventListener(name, (event) => event.dataTransfer?.types.includes("Files") && then(event), {
        signal: end.signal,
      });
    // Every element that is entered and left says so: only the last leave ends it.
    on("dragenter", () => setDepth((depth) => depth + 1));
    on("dragleave", () => setDepth((depth) => Math.max(0, depth - 1)));
    on("dragover", (event) => event.preventDefault());
    on("drop", (event) => {
      event.preventDefault();
      setDepth(0);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) latest.current(file);
    });
    return () => end.abort();
  }, []);
  return depth > 0;
}
