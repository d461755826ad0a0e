# A Redis to test with. test/peers/peers.ts looks for it in the same places.

readonly oldest_redis=6.2

redis_is_usable() {
  local version
  version=$("$1" --version 2>/dev/null </dev/null | sed -n 's|.* v=\([0-9.]*\).*|\1|p') && [ -n "$version" ] &&
    at_least "$version" $oldest_redis
}

# Debian's packages, which need no root when they are only unpacked; a script in their place names their libraries.
setup_redis() {
  local found home=.cache/peers/redis packages=(redis-server redis-tools libjemalloc2 liblzf1) apt=()
  if [ -n "${REDIS_BIN:-}" ]; then
    redis_is_usable "$REDIS_BIN" || fail "REDIS_BIN=$REDIS_BIN is not a redis-server of version $oldest_redis or newer."
    return
  fi
  if found=$(command -v redis-server) && redis_is_usable "$found"; then return; fi
  if [ -x $home/redis-server ] && redis_is_usable $home/redis-server; then return; fi
  local two_ways="Two ways to have one: put a redis-server of version $oldest_redis or newer on PATH (or name it in REDIS_BIN), or run this where apt-get and dpkg are, on Debian 12 or newer."
  command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    fail "test/peers talks to Redis; no redis-server is on PATH, and there is no apt-get to fetch one. $two_ways"
  say "unpacking Redis from Debian's packages into $home"
  rm -rf $home
  mkdir -p $home/lists/partial $home/cache $home/packages $home/root
  if ! (cd $home/packages && run_quietly apt-get download "${packages[@]}"); then
    # The machine's own lists are absent or old, and not ours to change.
    apt=(-o "Dir::State::lists=$PWD/$home/lists" -o "Dir::Cache=$PWD/$home/cache")
    run_quietly apt-get "${apt[@]}" update && (cd $home/packages && run_quietly apt-get "${apt[@]}" download "${packages[@]}") ||
      fail "apt-get could not download ${packages[*]} (see above). Is the mirror reachable? $two_ways"
  fi
  for found in $home/packages/*.deb; do run_quietly dpkg -x "$found" $home/root || fail "$found could not be unpacked (see above)."; done
  rm -rf $home/lists $home/cache $home/packages
  printf '#!/bin/sh\nroot=$(dirname "$0")/root\nLD_LIBRARY_PATH=$(echo "$root"/usr/lib/*-linux-gnu*) exec "$root/usr/bin/redis-server" "$@"\n' >$home/redis-server
  chmod +x $home/redis-server
  redis_is_usable $home/redis-server || fail "the Redis of Debian's packages does not run on this machine. $two_ways"
}
