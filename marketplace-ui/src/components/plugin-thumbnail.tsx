import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { pluginUrl } from "@/lib/address";
import { cn } from "@/lib/class-names";
import { hueOf } from "./plugin-logo";
import { showsPage } from "./shows-page";

/** How wide the page is laid out before it is made small, in CSS pixels. */
const PAGE_WIDTH = 1024;
/** The height of the picture in proportion to its width. */
const RATIO = 7 / 16;
/** How long it must be seen before its page is loaded, in milliseconds: who scrolls past asks for nothing. */
const REST = 500;

/**
 * The plugin's page as it looks now, small and dead: nobody can click or reach it, and it runs in a sandbox that is
 * stricter than the page's own. Where there is no page to show, a pattern in the plugin's colour.
 */
export function PluginThumbnail({ plugin, title }: { plugin: Plugin; title: string }) {
  const platform = usePlatform();
  const box = useRef<HTMLDivElement>(null);
  const { width, isSeen } = useRest(box);
  const [isLoaded, setLoaded] = useState(false);
  const url = pluginUrl(plugin, platform?.plugin_domain);
  const isOpen = plugin.visibility === "public" && !plugin.ban_reason;
  const answers = plugin.kind !== "component" || plugin.version;
  const { data: isPage } = useQuery({
    queryKey: ["thumbnail", plugin.id, plugin.version, plugin.updated_at],
    queryFn: ({ signal }) => showsPage(plugin.address, url.startsWith(`${location.origin}/`), signal),
    enabled: Boolean(isSeen && platform && isOpen && answers),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const hue = hueOf(plugin.id);
  return (
    <div
      ref={box}
      className="aspect-[16/7] overflow-hidden rounded-t-md border-b"
      style={{
        background: `radial-gradient(hsl(${hue} 45% 50% / 0.3) 1.5px, transparent 1.6px) 0 0 / 14px 14px, color-mix(in srgb, hsl(${hue} 45% 50%) 9%, var(--surface))`,
      }}
    >
      {isSeen && isPage && (
        <iframe
          title={title}
          src={url}
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          tabIndex={-1}
          inert
          onLoad={() => setLoaded(true)}
          className={cn(
            "pointer-events-none origin-top-left scheme-light bg-white transition-opacity duration-300",
            !isLoaded && "opacity-0",
          )}
          style={{
            width: PAGE_WIDTH,
            height: PAGE_WIDTH * RATIO,
            transform: `scale(${width / PAGE_WIDTH})`,
          }}
        />
      )}
    </div>
  );
}

/** How wide an element is, and whether it has been looked at for a while. */
function useRest(box: RefObject<HTMLDivElement | null>) {
  const [width, setWidth] = useState(0);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const seen = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      if (entry?.isIntersecting) timer = setTimeout(() => setSeen(true), REST);
    });
    seen.observe(element);
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      seen.disconnect();
    };
  }, [box]);
  return { width, isSeen };
}
