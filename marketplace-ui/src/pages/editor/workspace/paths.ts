const IMAGES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/x-icon",
  bmp: "image/bmp",
};

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The folder that something is in; the root is "". */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const join = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);

export const extensionOf = (path: string): string => {
  const name = nameOf(path);
  return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
};

/** The media type of a picture; SVG counts as the text that it is. */
export const imageType = (path: string): string | undefined => IMAGES[extensionOf(path)];
export const isImage = (path: string): boolean => imageType(path) !== undefined;

/** Whether something is `folder` or in it. */
export const below = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** Where something is after `from`, which it is or is in, has moved to `to`. */
export const movedPath = (path: string, from: string, to: string): string => to + path.slice(from.length);

/** Of some paths, those that are not in others of them. */
export function topmost(paths: Iterable<string>): string[] {
  const all = new Set(paths);
  return [...all].filter((path) => {
    for (let folder = folderOf(path); folder; folder = folderOf(folder)) if (all.has(folder)) return false;
    return true;
  });
}
