"""Finding codes and names."""
