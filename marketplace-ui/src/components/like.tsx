import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { Heart } from "lucide-react";
import { useTranslation } from "react-i18next";
import { call, type Plugin } from "@/api/client";
import { adopt } from "@/api/plugin";
import { useUser } from "@/api/session";
import { Button } from "@/components/ui/button";
import { complain } from "@/components/ui/toast";
import { cn } from "@/lib/class-names";
import { count } from "@/lib/format";

/** Likes, and one's own: shown at once, taken back if the platform refuses. */
export function Like({ plugin, size }: { plugin: Plugin; size?: "sm" }) {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const here = useLocation({ select: ({ href }) => href });
  const like = useMutation({
    mutationFn: async (liked: boolean): Promise<Plugin> =>
      (await call(`/api/v1/plugins/${plugin.id}/like`, { method: liked ? "PUT" : "DELETE" })).json(),
    onSuccess: (plugin) => adopt(queries, plugin),
    onError: complain,
  });
  const isChanging = like.isPending && like.variables !== plugin.liked;
  const liked = isChanging ? like.variables : plugin.liked;
  const likes = plugin.like_count + (isChanging ? (like.variables ? 1 : -1) : 0);
  const press = () =>
    user ? like.mutate(!liked) : void navigate({ to: "/sign-in", search: { to: here } as never });
  return (
    <Button size={size} aria-pressed={liked} aria-label={t("like", { count: likes })} onClick={press}>
      <Heart aria-hidden className={cn(liked && "fill-current text-danger")} />
      {count(likes)}
    </Button>
  );
}
