/** A folder of a version's source, or a file in it. */
export interface Node {
  name: string;
  path: string;
  /** What is in a folder; undefined for a file. */
  children: Node[] | undefined;
}

/** Paths as a tree: folders first, each in the order of names. */
export function treeOf(paths: Iterable<string>): Node[] {
  const root: Node = { name: "", path: "", children: [] };
  for (const path of paths) {
    const names = path.split("/");
    let folder = root;
    names.forEach((name, depth) => {
      const isFile = depth === names.length - 1;
      let node = folder.children?.find((child) => child.name === name && Boolean(child.children) !== isFile);
      if (!node) {
        node = { name, path: names.slice(0, depth + 1).join("/"), children: isFile ? undefined : [] };
        folder.children?.push(node);
      }
      folder = node;
    });
  }
  return sorted(root.children ?? []);
}

const sorted = (nodes: Node[]): Node[] =>
  nodes
    .sort((a, b) => Number(!a.children) - Number(!b.children) || (a.name < b.name ? -1 : 1))
    .map((node) => (node.children ? { ...node, children: sorted(node.children) } : node));
