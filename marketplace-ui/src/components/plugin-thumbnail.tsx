import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { pluginUrl } from "@/lib/address";

/** How wide the page is laid out before it is made small, in CSS pixels. */
const PAGE_WIDTH = 1024;

/**
 * The plugin's page as it looks now, small and dead: nobody can click or reach it. Loaded when it comes into view, in
 * a sandbox that is stricter than the page's own.
 */
export function PluginThumbnail({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("home");
  const platform = usePlatform();
  const frame = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState<number>();
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      setScale(element.clientWidth / PAGE_WIDTH);
      seen.disconnect();
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, []);
  const shown = scale !== undefined && platform && plugin.visibility === "public" && !plugin.ban_reason;
  return (
    <div ref={frame} className="-mx-4 -mt-4 aspect-[16/7] overflow-hidden rounded-t-md border-b bg-raised">
      {shown && (
        <iframe
          title={t("card.thumbnail", { name: plugin.title || plugin.name })}
          src={pluginUrl(plugin, platform.plugin_domain)}
          sandbox="allow-scripts"
          loading="lazy"
          tabIndex={-1}
          inert
          className="pointer-events-none origin-top-left bg-white"
          style={{ width: PAGE_WIDTH, height: (PAGE_WIDTH * 7) / 16, transform: `scale(${scale})` }}
        />
      )}
    </div>
  );
}
