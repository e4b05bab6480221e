"""Where rows come from: files mapped by the user, and the demo generator."""
