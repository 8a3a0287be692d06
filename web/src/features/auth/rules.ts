const USERNAME = /^[a-z0-9_.-]{3,32}$/i;

/** The fewest characters of a password. */
export const PASSWORD_MIN = 10;

/** What is wrong with a new account, field by field, as the server would judge it; empty when nothing is. */
export function faultsOf(
  username: string,
  password: string,
): {
  username?: "nameUnfit";
  password?: "passwordShort" | "passwordIsName";
} {
  return {
    ...(USERNAME.test(username) ? {} : { username: "nameUnfit" as const }),
    ...(password.length < PASSWORD_MIN
      ? { password: "passwordShort" as const }
      : password.toLowerCase() === username.toLowerCase()
        ? { password: "passwordIsName" as const }
        : {}),
  };
}
