import { useQuery } from "@tanstack/react-query";
import { api, body, type Plugin } from "@/api/client";
import type { User } from "@/api/session";

/** The most plugins of an account that are offered to choose from. */
const MOST = 100;

const NONE: Plugin[] = [];

/** The newest plugins of the user and of the user's organisations, to choose from. */
export function useMyPlugins({ username }: User): Plugin[] {
  const { data = NONE } = useQuery({
    queryKey: ["plugins", "to-choose", username],
    queryFn: async () => {
      const { organisations } = await body(api.GET("/api/v1/whoami"));
      const owners = [username, ...organisations.map(({ name }) => name)];
      const lists = owners.map((owner) =>
        body(api.GET("/api/v1/plugins", { params: { query: { owner, sort: "newest", per_page: MOST } } })),
      );
      return (await Promise.all(lists)).flatMap(({ items }) => items);
    },
  });
  return data;
}
