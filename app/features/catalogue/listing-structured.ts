import { isForeign } from "~/i18n/content-language";
import type { ListingRecord, ListingText } from "./listing-record";

/** A listing as schema.org's Service: what search engines may show of it. No contact, no person. */
export function listingFacts(listing: ListingRecord<string>, text: ListingText, url: string): Record<string, unknown> {
  const { cost, organisation } = listing;
  return {
    "@type": "Service",
    name: text.title,
    url,
    identifier: listing.reference,
    ...(isForeign(text.language, "") && { inLanguage: text.language }),
    ...(text.summary !== "" && { description: text.summary }),
    ...(listing.availableIn.length > 0 && { areaServed: listing.availableIn.map((code) => ({ "@type": "Country", identifier: code })) }),
    ...(organisation && { provider: { "@type": "Organization", name: organisation.name, ...(organisation.website && { url: organisation.website }) } }),
    ...(cost.model === "free" && { isAccessibleForFree: true }),
    ...(cost.amount !== null && cost.currency !== null && { offers: { "@type": "Offer", price: cost.amount, priceCurrency: cost.currency } }),
  };
}
