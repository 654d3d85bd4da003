/** Shapes on a 24 × 24 grid, drawn with one pen. Inline, because a picture file would cost a request. */
const SHAPES = {
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.4 15.4 21 21",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  filter: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  next: "M5 12h14M13 6l6 6-6 6",
  previous: "M19 12H5M11 6l-6 6 6 6",
  verified: "M12 3l7.5 2.5v6c0 4.8-3.2 8-7.5 9.5-4.3-1.5-7.5-4.7-7.5-9.5v-6zM8.7 12l2.4 2.4 4.3-4.8",
  declared: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  imported: "M12 3v11M7.5 10l4.5 4.5 4.5-4.5M4 19.5h16",
  place: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  cost: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7v10M14.2 9c-.5-.7-1.3-1-2.2-1-1.2 0-2.2.6-2.2 1.8 0 2.6 4.6 1.3 4.6 3.9 0 1.3-1.1 1.9-2.4 1.9-1 0-1.8-.4-2.4-1.1",
  connected: "M3 9.5a13 13 0 0 1 18 0M6.5 13a8 8 0 0 1 11 0M9.8 16.3a3.3 3.3 0 0 1 4.4 0M12 19.5v.01",
  unconnected: "M4 4l16 16M3 9.5a13 13 0 0 1 4-2.6M12 6a13 13 0 0 1 9 3.5M6.5 13a8 8 0 0 1 4-2.1M15 11.4c.9.4 1.8.9 2.5 1.6M9.8 16.3a3.3 3.3 0 0 1 4.4 0M12 19.5v.01",
  firms: "M4 10v10h16V10M3 10l2-6h14l2 6c0 1.7-1.3 2.5-3 2.5s-3-.8-3-2.5c0 1.7-1.3 2.5-3 2.5S9 11.7 9 10c0 1.7-1.3 2.5-3 2.5S3 11.7 3 10zM10 20v-5h4v5",
  helmet: "M3 17.5h18M5 17.5V14a7 7 0 0 1 14 0v3.5M10 7.3V5.5h4v1.8M10 7.3V12M14 7.3V12",
  "phone-coin":
    "M8.5 2.5h7a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2zM12 7v9.5M14 8.8c-.5-.7-1.2-1-2-1-1.2 0-2 .6-2 1.7 0 2.5 4.1 1.2 4.1 3.7 0 1.1-1 1.7-2.1 1.7-.9 0-1.7-.4-2.2-1.1",
  truck: "M2.5 16V6h11v10M13.5 9h4l4 4v3h-2M2.5 16h2M9 16h6M6.7 18.8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17.2 18.8a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  category: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
} as const;

export type IconName = keyof typeof SHAPES;

/** Other installations name icons in their taxonomy; an unknown name gets the plain shape. */
export function iconName(name: string): IconName {
  return Object.hasOwn(SHAPES, name) ? (name as IconName) : "category";
}

/** Decoration beside a word; never the only thing that says something. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
