"""Who really sent a mail: SPF, DKIM and DMARC looked at here, or read from the server at the border of the house."""
