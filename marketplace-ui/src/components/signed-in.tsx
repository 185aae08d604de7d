import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type User, useUser } from "@/api/session";
import { Button } from "./ui/button";
import { Empty, Skeleton } from "./ui/parts";

interface Props {
  /** The heading for strangers, where the page has none of its own. */
  title?: string;
  children: (user: User) => ReactNode;
}

/** What only a signed-in user can use. A stranger is led to the door, and back. */
export function SignedIn({ title, children }: Props) {
  const { t } = useTranslation();
  const user = useUser();
  const here = useLocation({ select: ({ href }) => href });
  if (user) return children(user);
  if (user === undefined) return <Skeleton className="h-40" />;
  return (
    <div className="flex flex-col gap-4">
      {title && <h1 className="text-lg font-semibold">{title}</h1>}
      <Empty
        title={t("sign_in_first")}
        action={
          <Button asChild kind="primary">
            <Link to="/sign-in" search={{ to: here } as never}>
              {t("sign_in")}
            </Link>
          </Button>
        }
      />
    </div>
  );
}
