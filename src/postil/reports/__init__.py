"""Reports on a study: what it holds, counted. Values first; whoever shows them draws them."""
