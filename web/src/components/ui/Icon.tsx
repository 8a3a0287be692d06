import type { SVGProps } from "react";

const PATHS = {
  hide: "M3 18.5 9 10l4.5 6.5L16 13l5 5.5zM16 8.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
  reveal:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  jobs: "M4 6h16M4 12h16M4 18h10",
  contacts:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.700 3.500 5.500",
  messages: "M4 5h16v11H9l-5 4z",
  verify:
    "M12 3l7.500 3v5.500c0 4.500-3 8-7.500 9.500-4.500-1.500-7.500-5-7.500-9.500V6zM8.500 12l2.500 2.500 4.500-5",
  admin: "M4 20V10M10 20V4M16 20v-7M22 20H2",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M12 16.800v.2",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19 12l2-1-1-3-2.300.3-1.400-1.400.3-2.300-3-1-1 2h-1.200l-1-2-3 1 .3 2.300-1.400 1.400L4 8l-1 3 2 1v1l-2 1 1 3 2.300-.3 1.400 1.400-.3 2.300 3 1 1-2h1.200l1 2 3-1-.3-2.300 1.400-1.400L20 17l1-3-2-1z",
  signOut: "M14 4H5v16h9M10 12h11M17.500 8.500 21 12l-3.500 3.500",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.500 10 17.500 19.500 7",
  checks: "M2.500 12.500 7.500 17.500 16.500 7.500M12 16.500l1 1 9-10",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  down: "M12 5v14M6 13l6 6 6-6",
  warning: "M12 4 2.500 20h19zM12 10v5M12 17.500v.3",
  error: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500v6M12 16.500v.3",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.500v.3",
  upload: "M12 16V4M7 8.500 12 4l5 4.500M4 16v4h16v-4",
  download: "M12 4v12M7 11.500l5 4.500 5-4.500M4 16v4h16v-4",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  send: "M3 11.500 21 3l-6 18-3.500-7.500zM11.500 13.500 21 3",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 21 21",
  plus: "M12 5v14M5 12h14",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  retry: "M4 12a8 8 0 1 1 2.500 5.800M4 12V7M4 12h5",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  picture: "M3.500 5h17v14h-17zM3.500 16l5-5 4 4 3-2.500 5 4M15.500 9.500v.2",
  file: "M6 3h8l4.500 4.500V21H6zM14 3v5h4.500",
  text: "M5 6h14M12 6v13M9 19h6",
  menu: "M4 6h16M4 12h16M4 18h16",
  back: "M19 12H5M11 6l-6 6 6 6",
  more: "M5 12v.2M12 12v.2M19 12v.2",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.700 5.700l12.600 12.600",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign beside words; it is never the only thing that says something. */
export function Icon({ name, className = "size-5", ...rest }: { name: IconName } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
