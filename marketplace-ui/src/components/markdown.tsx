import { useRouter } from "@tanstack/react-router";
import DOMPurify from "dompurify";
import { Marked } from "marked";
import { type MouseEvent, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/class-names";
import { tell } from "./ui/toast";

interface MarkdownProps {
  text: string;
  /** How deep its first headings stand on the page. */
  level?: 1 | 2 | 3;
  /** Precedes the anchors of its headings, so that no stranger's heading can pass for a part of the page. */
  anchors?: string;
  /** Where a relative link leads, or nothing; without it nowhere. */
  resolve?: (href: string) => string | undefined;
  className?: string;
}

const marked = new Marked({ gfm: true });
/** What this origin has besides the UI. */
const ELSEWHERE = /^\/(plugins\.|api\/|download\/)/;
const purify = DOMPurify(window);
const LIMITS = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    "style",
    "form",
    "textarea",
    "select",
    "button",
    "dialog",
    "video",
    "audio",
    "picture",
    "source",
  ],
  FORBID_ATTR: ["style", "class", "id", "name", "target", "srcset", "popover", "tabindex", "autofocus"],
  RETURN_DOM_FRAGMENT: true as const,
};

/**
 * Markdown of anybody, as a page. The one place of the UI that makes elements of text: it is sanitised, and the tree that
 * comes of it is put into the page as it is, never written as HTML again.
 */
export function Markdown({ text, level = 2, anchors = "md-", resolve, className }: MarkdownProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const parent = useRef<HTMLDivElement>(null);
  const copy = t("copy");

  useLayoutEffect(() => {
    const element = parent.current;
    if (!element) return;
    const fragment = purify.sanitize(marked.parse(text, { async: false }), LIMITS);
    setHeadings(fragment, level, anchors);
    setLinks(fragment, anchors, resolve);
    setPictures(fragment);
    setBoxes(fragment);
    setCopying(fragment, copy);
    element.replaceChildren(fragment);
    for (const scrolling of element.querySelectorAll<HTMLElement>("pre, table")) {
      if (scrolling.scrollWidth > scrolling.clientWidth) scrolling.tabIndex = 0;
    }
  }, [text, level, anchors, resolve, copy]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each text
  useLayoutEffect(() => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted) document.getElementById(wanted)?.scrollIntoView();
  }, [text]);

  const click = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return;
    const code = event.target.closest("[data-copy]")?.parentElement?.querySelector("pre");
    if (code) {
      void navigator.clipboard.writeText(code.textContent ?? "").then(() => tell(t("copied")));
      return;
    }
    // Links within the UI need no reload.
    const link = event.target.closest("a");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!isPlain || !link || link.target || link.origin !== location.origin) return;
    if (ELSEWHERE.test(link.pathname)) return;
    event.preventDefault();
    if (link.getAttribute("href")?.startsWith("#")) {
      document.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView();
      router.history.replace(link.pathname + link.search + link.hash);
    } else router.history.push(link.pathname + link.search + link.hash);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only listens to the links and buttons within, which have keys
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div
      ref={parent}
      onClick={click}
      className={cn("prose [&_pre]:leading-normal [&>:first-child]:mt-0! [&>:last-child]:mb-0!", className)}
    />
  );
}

/** Headings begin at the level that is theirs on the page, leave out none, and can be linked to. */
function setHeadings(fragment: DocumentFragment, level: number, anchors: string) {
  const taken = new Map<string, number>();
  /** The headings that the present one is below, as they were and as they are. */
  const above: { was: number; is: number }[] = [];
  for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const was = Number(heading.tagName[1]);
    while ((above.at(-1)?.was ?? 0) >= was) above.pop();
    const is = Math.min(6, (above.at(-1)?.is ?? level - 1) + 1);
    above.push({ was, is });
    const moved = document.createElement(`h${is}`);
    moved.append(...heading.childNodes);
    const slug = anchorOf(moved.textContent ?? "");
    const times = taken.get(slug) ?? 0;
    taken.set(slug, times + 1);
    moved.id = anchors + (times ? `${slug}-${times}` : slug);
    heading.replaceWith(moved);
  }
}

/** The anchor of a heading, as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");

const isWhole = (href: string) => /^[a-z][a-z\d+.-]*:|^\/\//i.test(href);

function setLinks(fragment: DocumentFragment, anchors: string, resolve: MarkdownProps["resolve"]) {
  for (const link of fragment.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) {
      link.setAttribute("href", `#${anchors}${href.slice(1)}`);
    } else if (isWhole(href)) {
      if (link.origin === location.origin) continue;
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow ugc";
    } else {
      const target = resolve?.(href);
      if (target) link.setAttribute("href", target);
      else link.removeAttribute("href");
    }
  }
}

/** Pictures come from the web, when they are near; of others there is the text that stands for them. */
function setPictures(fragment: DocumentFragment) {
  for (const picture of fragment.querySelectorAll("img")) {
    const { alt } = picture;
    picture.alt = alt;
    picture.loading = "lazy";
    picture.referrerPolicy = "no-referrer";
    if (!/^https?:\/\//i.test(picture.getAttribute("src") ?? "")) picture.replaceWith(alt);
  }
}

/** Of the controls only the boxes of a list of tasks are left, which cannot be ticked. */
function setBoxes(fragment: DocumentFragment) {
  for (const input of fragment.querySelectorAll("input")) {
    if (input.type !== "checkbox") input.remove();
    input.disabled = true;
    input.setAttribute("aria-label", input.closest("li")?.textContent?.trim() || "-");
  }
}

/** A button at each block of code that takes it along. */
function setCopying(fragment: DocumentFragment, label: string) {
  for (const code of fragment.querySelectorAll("pre")) {
    const frame = document.createElement("div");
    frame.className = "group relative";
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.copy = "";
    button.textContent = label;
    button.className =
      "absolute top-1.5 right-1.5 rounded border bg-surface px-2 py-0.5 text-xs text-muted opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100";
    code.replaceWith(frame);
    frame.append(code, button);
  }
}
