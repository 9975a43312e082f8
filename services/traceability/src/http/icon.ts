/** The mark of the pages as a small picture. */
export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#b35c00"/>' +
  '<path d="M16 6l3 6.6 7.2.8-5.4 4.8 1.6 7L16 21.6l-6.4 3.6 1.6-7-5.4-4.8 7.200-.8z" fill="#fff"/></svg>\n';
