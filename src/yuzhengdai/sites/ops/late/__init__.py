"""超时督办: files whose institution is past its promise."""
