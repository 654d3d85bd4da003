/** The least that Remix can render, and the least that a form can do: what each costs before it shows or does anything. Only built for the benchmark. */
export function action() {
  return new Response(null, { status: 302, headers: { Location: "/bench/empty" } });
}

export default function EmptyPage() {
  return <p>.</p>;
}
