"""Writing what leaves a study: values in, bytes out."""
