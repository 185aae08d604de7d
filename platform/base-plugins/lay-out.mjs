// Lays the installed packages out as version 1 of the platform had them, and packs text a second time with Brotli, which
// the gateway prefers for browsers that read it.
//
//   node lay-out.mjs TARGET      (in the folder that holds node_modules)
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// From a folder or file of a package to where it is served, below /static/base-plugins.
const PLACES = [
    ["bootstrap/dist", "bootstrap-5.1.0-dist"],
    ["bootstrap/LICENSE", "bootstrap-5.1.0-dist/LICENSE"],
    ["bootstrap-5.0.2/dist", "bootstrap-5.0.2-dist"],
    ["bootstrap-5.0.2/LICENSE", "bootstrap-5.0.2-dist/LICENSE"],
    ["bootstrap-icons/font", "bootstrap-icons-1.5.0"],
    ["bootstrap-icons/icons", "bootstrap-icons-1.5.0"],
    ["bootstrap-icons/LICENSE.md", "bootstrap-icons-1.5.0/LICENSE.md"],
    ["font-awesome/css", "font-awesome-4.7.0/css"],
    ["font-awesome/fonts", "font-awesome-4.7.0/fonts"],
    ["font-awesome/less", "font-awesome-4.7.0/less"],
    ["font-awesome/scss", "font-awesome-4.7.0/scss"],
    ["font-awesome/README.md", "font-awesome-4.7.0/README.md"],
    ["jquery/dist/jquery.min.js", "jquery-3.5.1.min.js"],
    ["jquery/LICENSE.txt", "jquery.LICENSE.txt"],
    ["@popperjs/core/dist/umd/popper.min.js", "popper.min.js"],
    ["@popperjs/core/dist/umd/popper.min.js.map", "popper.min.js.map"],
    ["@popperjs/core/LICENSE.md", "popper.LICENSE.md"],
    ["jquery-ui-dist", "jquery-ui-1.12.1"],
    ["jstree/dist", "jstree-3.3.11-dist"],
    ["jstree/LICENSE-MIT", "jstree-3.3.11-dist/LICENSE-MIT"],
    ["clipboard/dist", "clipboard-2.0.8-dist/js"],
    ["clipboard/LICENSE", "clipboard-2.0.8-dist/LICENSE"],
    ["@highlightjs/cdn-assets", "highlight-11.2.0-dist"],
    ["malihu-custom-scrollbar-plugin/jquery.mCustomScrollbar.concat.min.js", "jquery.mCustomScrollbar.concat.min.js"],
    // Version 1 had it minified; browsers do not mind.
    ["malihu-custom-scrollbar-plugin/jquery.mCustomScrollbar.css", "jquery.mCustomScrollbar.min.css"],
    ["malihu-custom-scrollbar-plugin/mCSB_buttons.png", "mCSB_buttons.png"],
];
// What a browser gets as text, and what is worth packing.
const TEXT = new Set([".css", ".js", ".json", ".map", ".svg"]);
const WORTH_PACKING = 4096;
// Above this Brotli takes ten times longer for a few per cent.
const QUALITY = 9;

const MANIFEST = `manifest_version = 1

[plugin]
name = "base-plugins"
version = "1.0.0"
title = "The shared front-end library"

[runtime]
kind = "static"

[static]
dir = "base-plugins"
mount = "/static/base-plugins"
`;

function pack(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
            pack(path);
        } else if (TEXT.has(extname(entry.name)) && statSync(path).size > WORTH_PACKING) {
            const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY };
            writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params }));
        }
    }
}

const target = process.argv[2];
const files = join(target, "base-plugins");
rmSync(target, { recursive: true, force: true });
for (const [from, to] of PLACES) {
    mkdirSync(dirname(join(files, to)), { recursive: true });
    cpSync(join("node_modules", from), join(files, to), { recursive: true });
}
pack(files);
writeFileSync(join(target, "mspf.toml"), MANIFEST);
