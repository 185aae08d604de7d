import type { Plugin } from "@/api/client";

/** The platform listens on the port of this page, unless this page comes from the development server. */
const PORT: string = import.meta.env.VITE_PLUGIN_PORT ?? location.port;

/** `SP_42` in a host name. */
const label = (id: string) => id.toLowerCase().replaceAll("_", "-");

/** Whether this browser surely finds hosts below the plugin domain: names below `localhost` always lead here. */
const isLocal = /(^|\.)localhost$/.test(location.hostname) || location.hostname === "127.0.0.1";

/**
 * Where a plugin answers. On an origin of its own where that can be reached: its pages are then as free as any site's,
 * and strangers to this one. Else below a path of this origin, where its pages are sandboxed.
 */
export function pluginUrl(plugin: Pick<Plugin, "id" | "address">, domain: string | null | undefined): string {
  if (!domain || (domain.endsWith("localhost") && !isLocal))
    return new URL(plugin.address, location.href).href;
  const port = PORT ? `:${PORT}` : "";
  return `${location.protocol}//${label(plugin.id)}.${domain}${port}/`;
}

/** Where a draft answers to whoever has a ticket to it: like {@link pluginUrl}. */
export function draftUrl({ host, path }: { host?: string | null; path: string }): string {
  if (!host || (host.endsWith("localhost") && !isLocal)) return new URL(path, location.href).href;
  return `${location.protocol}//${host}${PORT ? `:${PORT}` : ""}/`;
}

/** `1.2.0-rc.1` in a host name; undefined for what the address by host has no form for. */
const hostVersion = (version: string) =>
  /^\d+\.\d+\.\d+(-[a-z\d.]+)?$/.test(version) ? version.replaceAll(".", "-") : undefined;

/** Where one version of a plugin answers, for ever: like {@link pluginUrl}. */
export function versionUrl(
  plugin: Pick<Plugin, "id" | "address">,
  version: string,
  domain: string | null | undefined,
): string {
  const inHost = hostVersion(version);
  const path = `/plugins.${plugin.id}@${version}/`;
  const host = domain && inHost && `${inHost}--${label(plugin.id)}.${domain}`;
  return draftUrl({ host: host || null, path });
}
