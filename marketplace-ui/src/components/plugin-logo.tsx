import { useState } from "react";
import type { Plugin } from "@/api/client";

interface Props {
  plugin: Pick<Plugin, "id" | "title" | "name" | "logo">;
  /** In CSS pixels. */
  size: number;
}

/** The plugin's logo; where it has none, or it does not load, a mark made from its id: always the same for a plugin. */
export function PluginLogo({ plugin, size }: Props) {
  const [failed, setFailed] = useState(false);
  if (plugin.logo && !failed) {
    return (
      <img
        src={plugin.logo}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={() => setFailed(true)}
        className="shrink-0 rounded-md border bg-surface object-contain"
        style={{ width: size, height: size }}
      />
    );
  }
  const hash = [...plugin.id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
  const hue = hash % 360;
  const cells = Array.from({ length: 9 }, (_, cell) => cell).filter(
    (cell) => (hash >> cell) & 1 || cell === 4,
  );
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0 rounded-md">
      <rect width="32" height="32" fill={`hsl(${hue} 45% 32%)`} />
      {cells.map((cell) => (
        <rect
          key={cell}
          x={5 + (cell % 3) * 8}
          y={5 + Math.floor(cell / 3) * 8}
          width="6"
          height="6"
          rx="1.5"
          fill={`hsl(${(hue + 40) % 360} 70% 82%)`}
        />
      ))}
    </svg>
  );
}
