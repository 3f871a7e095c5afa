"""Heavy models in processes of their own: the service (one per engine), its client, where they meet."""
