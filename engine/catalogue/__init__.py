"""The catalogue of problem codes: wording in two languages and the manual page of each."""
