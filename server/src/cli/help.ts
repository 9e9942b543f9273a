import { environmentNames, levelNames } from '../workspace/settings.js';

/** What `--help` prints. */
export const helpText = `Finds HTTP clients that hang behind cloud NATs because they send no TCP keepalive probes, and fixes them.

Usage
  keepalive-lint [scan] [paths...]   check files and folders (default: the working directory)
  keepalive-lint init                write keepalive.config.json after a look at the project
  keepalive-lint config FILE         print the settings of a file, and where each comes from
  keepalive-lint explain NAME        explain a rule, a client or an environment
  keepalive-lint clients             list the supported clients
  keepalive-lint merge FILES...      join the JSON or SARIF reports of --shard into the report of one run
  keepalive-lint lsp --stdio         start the language server

What to check
  paths                      files, folders and globs; "!tests/**" leaves out what it matches
  --changed [REF]            only what differs from the last commit, or from where this branch left REF
  --stdin-filename PATH      check standard input as if it were this file; --fix prints the fixed text
  --max-file-size SIZE       skip larger files: 500k, 2M (default: 5M)
  --pass-with-no-files       exit 0 where there is no file to check

Report
  --format FORMAT            text, json, sarif, github or html (default: text; github inside its workflows)
  -o, --output FILE          write the report to a file
  --explain                  also list the clients that are not reported, and why not (text, json)
  -q, --quiet                leave out findings below a warning (information and hints)
  --max-warnings N           fail only above N warnings (errors always fail)
  --exit-zero                exit 0 even with findings

Fix
  --fix                      apply safe fixes to the files
  --fix-dry-run              print the fixes as a unified diff and write nothing
  --unsafe-fixes             also apply fixes that may change behaviour

Settings (these win over keepalive.config.json)
  --environment NAME         ${wrap(environmentNames)}
  --idle-timeout SECONDS     the network forgets an idle connection after so long (1 to 86400)
  --node VERSION             Node.js the code runs on; 24 is its newest release, ">=20" its lowest
  --python VERSION           Python the code runs on
  --rule ID=SEVERITY         ${levelNames.join(', ')}; may be repeated
  -c, --config FILE          use this file instead of the nearest keepalive.config.json

Known findings (keepalive-suppressions.json)
  --suppress-all             accept every finding there is now, by file, rule and count
  --prune-suppressions       drop what is accepted and no longer found
  --strict-suppressions      exit 2 where something accepted is no longer found
  --suppressions-location FILE  use this file instead of the nearest

Large repositories
  -j, --jobs N               threads (default: one per core once there are many files; 1 for none)
  --shard I/N                check the I-th of N parts, the same on every machine; see merge
  --cache                    remember results in node_modules/.cache/keepalive-lint
  --cache-location FOLDER    remember results there

  -h, --help                 show this text
  -v, --version              show the version

Exit codes
  0  nothing at warning or above
  1  findings
  2  bad usage, unreadable configuration, nothing to check, or an internal error
`;

function wrap(names: readonly string[]): string {
	const half = Math.ceil(names.length / 2);
	return `${names.slice(0, half).join(', ')},\n${' '.repeat(29)}${names.slice(half).join(', ')}`;
}
