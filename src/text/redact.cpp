#include "usher/text/redact.hpp"

#include <algorithm>
#include <utility>

#include "text/codepoints.hpp"
#include "text/secret_disguise.hpp"
#include "text/secret_scan.hpp"

namespace usher::text {

SecretScan::SecretScan(std::string_view text) : text_(text), lower_(lowered(text)) {}

void SecretScan::report(std::size_t begin, std::size_t end, Secret::Kind kind) {
    if (begin < end && end <= text_.size()) {
        found_.push_back({begin, end - begin, kind});
    }
}

std::vector<Secret> SecretScan::take() {
    std::ranges::sort(found_, [](const Secret& a, const Secret& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
    });
    std::vector<Secret> merged;
    for (const Secret& secret : found_) {
        if (!merged.empty() && secret.offset < merged.back().offset + merged.back().length) {
            Secret& last = merged.back();
            last.length = std::max(last.offset + last.length, secret.offset + secret.length) - last.offset;
        } else {
            merged.push_back(secret);
        }
    }
    found_.clear();
    return merged;
}

namespace {

void search(SecretScan& scan) {
    find_private_keys(scan);
    find_link_secrets(scan);
    find_key_shapes(scan);
    find_card_numbers(scan);
    find_ibans(scan);
    find_named_secrets(scan);
    find_command_lines(scan);
    find_secrets_in_tables(scan);
}

} // namespace

std::vector<Secret> find_secrets(std::string_view text) {
    SecretScan scan(text);
    search(scan);
    if (const auto plain = undisguised(text)) {
        SecretScan behind(plain->text);
        search(behind);
        for (const Secret& secret : behind.take()) {
            scan.report(plain->offsets[secret.offset], plain->offsets[secret.offset + secret.length], secret.kind);
        }
    }
    return scan.take();
}

std::string redact(std::string_view text, std::string_view mark) {
    std::string out;
    std::size_t from = 0;
    for (const Secret& secret : find_secrets(text)) {
        out.append(text.substr(from, secret.offset - from)).append(mark);
        from = secret.offset + secret.length;
    }
    return out.append(text.substr(from));
}

} // namespace usher::text
