"""Page → all that its template may see, as plain values."""
