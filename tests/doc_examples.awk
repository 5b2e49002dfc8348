# SPDX-License-Identifier: Apache-2.0
# doc_examples.awk: writes the whole modules among the examples of a page into the folder `folder` and prints their names. An
# example is a stretch of lines indented by four blanks. One with a line "; result: ..." is a whole module and becomes NAME.tasm;
# one that begins with a line "; NAME.tinc" becomes that file, to be included by the others.

function end_of_example(    module, whole, name, i) {
    for (i = 1; i <= count; i++) {
        whole = whole || lines[i] ~ /^; result: /
        if (module == "" && split(lines[i], words, " ") > 1 && words[1] == "module")
            module = words[2]
    }
    if (whole && module != "") {
        print module
        name = module ".tasm"
    } else if (count > 0 && lines[1] ~ /^; [a-z_]+\.tinc$/)
        name = substr(lines[1], 3)
    for (i = 1; i <= count && name != ""; i++)
        print lines[i] >(folder "/" name)
    if (name != "")
        close(folder "/" name)
    count = 0
}

/^    / || (/^$/ && count > 0) { lines[++count] = substr($0, 5); next }
{ end_of_example() }
END { end_of_example() }
