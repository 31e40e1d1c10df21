# SPDX-License-Identifier: Apache-2.0
# For ./run and ./check: builds what has changed and finds the class path. Sourced, not run.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")"

class_path_file=target/benchmarks.classpath

# Whether something that is measured is newer than the last build, or its class path has gone.
stale() {
  [ -s "$class_path_file" ] || return 0
  local sources=(../pom.xml) folder jar
  for folder in . spring-boot ../xray-context ../servlet-filter ../task-annotations ../cloudwatch-logs \
    ../spring-boot-starter ../emitters; do
    [ ! -e "$folder/pom.xml" ] || sources+=("$folder/pom.xml" "$folder/src/main")
  done
  [ -z "$(find "${sources[@]}" -newer "$class_path_file" -print -quit)" ] || return 0
  local IFS=:
  for jar in target/classes $(cat "$class_path_file"); do
    [ -e "$jar" ] || return 0
  done
  return 1
}

build() {
  local log=target/build.log
  mkdir -p target
  if ! (cd .. && ./mvnw --batch-mode --quiet --no-transfer-progress -DskipTests \
    -pl benchmarks,benchmarks/spring-boot -am package) >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "the build failed; all it said is in $PWD/$log" >&2
    exit 2
  fi
  touch "$class_path_file" # Maven leaves it as it is if it would not change
}

# java_main MAIN ARGUMENTS: with a temp folder of its own, where JMH keeps its one global lock.
java_main() {
  local java=java
  [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
  # Whatever the surroundings say of X-Ray, what is measured is what we build.
  for name in $(env | sed -E -n 's/^(AWS_XRAY_[A-Z_]*|XRAYSINK_[A-Z_]*|AWS_LOG_GROUP|OTEL_[A-Z_]*)=.*/\1/p'); do
    unset "$name"
  done
  ! stale || build
  temp=$(mktemp -d)
  trap 'rm -rf "$temp"' EXIT # not a local: it runs after this function
  "$java" -Djava.io.tmpdir="$temp" -Dxraysink.benchmarks.home="$PWD" \
    ${BENCHMARKS_JAVA_OPTIONS:-} -cp "$PWD/target/classes:$(cat "$class_path_file")" "$@"
}
