import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "./client";

export interface Platform {
  version: string;
  plugin_domain: string | null;
  sign_up: boolean;
  upload_max_bytes: number;
  python: boolean;
}

export const platformQuery = queryOptions({
  queryKey: ["platform"],
  queryFn: async (): Promise<Platform> => (await call("/api/v1/platform")).json(),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What this platform can do and where its plugins answer; undefined until it has said so. */
export const usePlatform = (): Platform | undefined => useQuery(platformQuery).data;
