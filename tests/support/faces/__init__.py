"""Living faces made from stills, for tests: warps that blink, open the mouth and turn, and films for a fake camera."""
