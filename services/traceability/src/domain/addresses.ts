/** Paths of the scan host. A lot number may hold any sign of CSET 82, so it is always encoded. */
export const addresses = {
  item: (ownCode: string): string => `/p/${ownCode}`,
  lot: (ownCode: string, lotNo: string): string => `/p/${ownCode}/10/${encodeURIComponent(lotNo)}`,
  unit: (ownCode: string, serial: string): string => `/p/${ownCode}/21/${encodeURIComponent(serial)}`,
  qr: (ownCode: string): string => `/qr/p/${ownCode}.svg`,
  picture: (ownCode: string, sha256: string): string => `/p/${ownCode}/picture/${sha256}`,
  certificate: (lookupCode: string): string => `/c/${encodeURIComponent(lookupCode)}`,
  register: (question: string): string => `/register?q=${encodeURIComponent(question)}`,
} as const;
