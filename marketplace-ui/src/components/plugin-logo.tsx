import { useState } from "react";
import type { Plugin } from "@/api/client";

interface Props {
  plugin: Pick<Plugin, "id" | "logo">;
  /** In CSS pixels. */
  size: number;
}

/** The plugin's logo; where it has none, or it does not load, a mark made from its id: always the same for a plugin. */
export function PluginLogo({ plugin, size }: Props) {
  const [failed, setFailed] = useState<string>();
  if (plugin.logo && failed !== plugin.logo) {
    return (
      <img
        src={plugin.logo}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={() => setFailed(plugin.logo ?? undefined)}
        className="shrink-0 rounded-md border bg-surface object-contain"
        style={{ width: size, height: size }}
      />
    );
  }
  const hash = hashOf(plugin.id);
  const hue = hueOf(plugin.id);
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0 rounded-md">
      <rect width="32" height="32" fill={`hsl(${hue} 45% 32%)`} />
      <path d={shape(hash)} fill={`hsl(${(hue + 40) % 360} 70% 84%)`} />
    </svg>
  );
}

/** Squares in a grid of five by five whose left half mirrors the right; each pair of places has a bit that fills it. */
function shape(hash: number): string {
  const cells = Array.from({ length: 25 }, (_, cell) => [cell % 5, Math.floor(cell / 5)] as const);
  return cells
    .filter(([x, y]) => (hash >>> (Math.min(x, 4 - x) * 5 + y)) & 1)
    .map(([x, y]) => `M${4 + x * 5} ${4 + y * 5}h4v4h-4z`)
    .join("");
}

/** The colour that stands for a plugin, in degrees. */
export const hueOf = (id: string) => (hashOf(id) >>> 16) % 360;

/** Spreads identifiers that differ in one digit (FNV-1a, then mixed so that every bit depends on every other). */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
