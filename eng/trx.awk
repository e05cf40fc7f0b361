# Reads one TRX file (the result file of dotnet test) and prints, tab separated:
#   count <passed> <failed> <skipped>
#   failed <test> <message>      one for each test that failed
#   skipped <test> <reason>      one for each test that was skipped
BEGIN { RS = "<UnitTestResult " }

function attribute(text, name,    start) {
    start = index(text, " " name "=\"")
    if (start == 0) return ""
    text = substr(text, start + length(name) + 3)
    return substr(text, 1, index(text, "\"") - 1)
}

function element(text, name,    start, end) {
    start = index(text, "<" name ">")
    if (start == 0) return ""
    text = substr(text, start + length(name) + 2)
    end = index(text, "</" name ">")
    return substr(text, 1, end - 1)
}

function plain(text) {
    gsub(/&#x[dD];/, "", text)
    gsub(/&#x[aA];/, "\n", text)
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
    gsub(/&amp;/, "\\&", text)
    gsub(/\t/, " ", text)
    gsub(/\r?\n/, "\v", text)   # the reader turns it back
    return text
}

NR > 1 {
    # An attribute is looked for with the blank before it, so the record gets one at its front.
    head = " " substr($0, 1, index($0, ">"))
    outcome = attribute(head, "outcome")
    if (outcome == "Passed") passed++
    else if (outcome == "NotExecuted") { skipped++; print "skipped\t" plain(attribute(head, "testName")) "\t" plain(element($0, "Message")) }
    else { failed++; print "failed\t" plain(attribute(head, "testName")) "\t" plain(element($0, "Message") "\n" element($0, "StackTrace")) }
}

END { print "count\t" passed + 0 "\t" failed + 0 "\t" skipped + 0 }
