import { ImageUp, X } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { isUploaded } from "./fields";

/** Bytes the platform takes (`platform/api/src/routes/plugins/set_logo.rs`). */
const LARGEST = 512 << 10;
/** Whether the platform would refuse it for its size. */
export const isTooLarge = (image: File | undefined) => image !== undefined && image.size > LARGEST;

interface Props {
  /** Where the logo is now; empty if nowhere. */
  url: string;
  onUrl: (url: string) => void;
  /** The image that was chosen instead. */
  image: File | undefined;
  onImage: (image: File | undefined) => void;
  error: string | undefined;
  bound: ComponentProps<"input">;
}

/** The logo: an address on the web, or an image to upload. */
export function LogoField({ url, onUrl, image, onImage, error, bound }: Props) {
  const { t } = useTranslation("information");
  const input = useRef<HTMLInputElement>(null);
  const chosen = useObjectUrl(image);
  const shown = chosen ?? url;
  const clear = () => {
    onImage(undefined);
    onUrl("");
  };
  return (
    <Field
      label={t("field.logo")}
      hint={image?.name ?? t("hint.logo")}
      error={isTooLarge(image) ? t("wrong.image_large", { count: LARGEST >> 10 }) : error}
    >
      {(ids) => (
        <div className="flex items-center gap-2">
          {shown && (
            <img
              src={shown}
              alt=""
              width={36}
              height={36}
              referrerPolicy="no-referrer"
              className="size-9 shrink-0 rounded-md border bg-surface object-contain"
            />
          )}
          <Input
            {...ids}
            {...bound}
            type="url"
            placeholder="https://"
            value={image || isUploaded(url) ? "" : url}
            disabled={image !== undefined}
          />
          <Button size="icon" aria-label={t("logo.choose")} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
          </Button>
          {shown && (
            <Button size="icon" kind="quiet" aria-label={t("logo.remove")} onClick={clear}>
              <X aria-hidden />
            </Button>
          )}
          <input
            ref={input}
            type="file"
            accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml"
            aria-label={t("logo.choose")}
            hidden
            onChange={({ currentTarget }) => {
              onImage(currentTarget.files?.[0] ?? image);
              currentTarget.value = "";
            }}
          />
        </div>
      )}
    </Field>
  );
}

/** An address of a file for as long as it is shown. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return setUrl(undefined);
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
