"""The shared Python runtime: one component that runs every Python plugin, each in instances of its own.

`entry` is what the host calls. While the component is built, importing it takes the snapshot: `gaps` fills what CPython
lacks in WebAssembly, `snapshot` imports frameworks and warms them up. At run time a fresh instance loads its plugin
(`loader`) from the read-only directory `/plugin` and answers requests (`serve`).
"""

PLUGIN = "/plugin"
"""Where the plugin's source lies at run time. Nothing may be opened there while the snapshot is taken."""

VENDORED = PLUGIN + "/.mspf/site-packages"
"""The plugin's own dependencies, put there when it was published."""
