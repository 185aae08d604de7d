import { Monitor, Smartphone, Tablet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";

export type Width = "phone" | "tablet" | "full";

/** How wide the page believes its screen to be; as wide as there is room where nothing is said. */
export const PIXELS: Record<Width, number | undefined> = { phone: 390, tablet: 820, full: undefined };

const ICONS = { phone: Smartphone, tablet: Tablet, full: Monitor };

export function Widths({ value, onChange }: { value: Width; onChange: (width: Width) => void }) {
  const { t } = useTranslation("editor-run");
  return (
    <fieldset aria-label={t("preview.width")} className="flex">
      {(Object.keys(ICONS) as Width[]).map((width) => {
        const Icon = ICONS[width];
        return (
          <Tooltip key={width} text={t(`preview.widths.${width}`)}>
            <Button
              kind="quiet"
              size="icon-sm"
              aria-label={t(`preview.widths.${width}`)}
              aria-pressed={width === value}
              className="aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
              onClick={() => onChange(width)}
            >
              <Icon />
            </Button>
          </Tooltip>
        );
      })}
    </fieldset>
  );
}
