// Pure: what stands in the address in the place of an id for something that is not written down yet.

/** No id has this sign. */
export const newEntry = '+';
