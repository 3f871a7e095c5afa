"""融资需求 of an enterprise (C7–C10): publishing, managing, comparing offers; as console and phone app have them in common."""
