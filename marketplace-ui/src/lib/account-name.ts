const MIN = 2;
const MAX = 39;

/** What is wrong with the name of an account, as a problem's key; the platform also knows which names are taken. */
export function nameTrouble(name: string): "account_name_malformed" | undefined {
  const isSound = name.length >= MIN && name.length <= MAX && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
  return isSound ? undefined : "account_name_malformed";
}
