/** The least that Remix can render: what a page costs before it shows anything. Only built for the benchmark. */
export default function EmptyPage() {
  return <p>.</p>;
}
