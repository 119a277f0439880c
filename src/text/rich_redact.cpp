#include "text/rich_redact.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "text/codepoints.hpp"
#include "text/links.hpp"
#include "text/rich_edit.hpp"
#include "usher/text/redact.hpp"

namespace usher::text {

namespace {

/// A link to the desk's own page keeps only the ticket number: everything else in it opens the ticket or acts on it.
std::string without_desk_secrets(std::string_view href) {
    const auto query = href.find('?');
    const auto lower = lowered(href);
    const auto page = lower.find(".php");
    if (query == std::string_view::npos || page == std::string_view::npos || page > query) {
        return {};
    }
    auto rest = href.substr(query + 1);
    while (!rest.empty()) {
        const auto end = std::min(rest.find_first_of("&;#"), rest.size());
        const auto parameter = rest.substr(0, end);
        if (lowered(parameter).starts_with("tid=") && parameter.size() > 4) {
            return std::string(href.substr(0, query + 1)).append(parameter);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

bool only_access_keys(const std::vector<Secret>& secrets) {
    return std::ranges::all_of(secrets, [](const Secret& secret) { return secret.kind == Secret::Kind::access_key; });
}

/// The link without its secrets, or nothing if it is not worth having without them.
std::string redacted_href(std::string_view href, const std::vector<Secret>& secrets) {
    auto kept = only_access_keys(secrets) ? safe_href(without_desk_secrets(href)) : std::string();
    return find_secrets(kept).empty() ? kept : std::string();
}

/// Cuts the spans of all blocks at the borders of secrets. Offsets are those of all blocks' texts, joined by line ends.
class Redactor {
public:
    Redactor(RichText& text, std::string_view mark) : text_(text), mark_(mark) {
        for (const Block& block : text_.blocks) {
            joined_ += flat(block);
            joined_ += '\n';
        }
        secrets_ = find_secrets(joined_);
    }

    void run() {
        for (Block& block : text_.blocks) {
            std::vector<Span> spans;
            for (Span& span : block.spans) {
                const auto end = at_ + span.text.size();
                if (next_ >= secrets_.size() || secrets_[next_].offset >= end) {
                    spans.push_back(std::move(span));
                } else {
                    cut(span, spans);
                }
                at_ = end;
            }
            block.spans = std::move(spans);
            ++at_;
            over_passed();
        }
        text_.redactions += secrets_.size();
    }

private:
    void cut(const Span& span, std::vector<Span>& out) {
        const auto end = at_ + span.text.size();
        auto from = at_;
        while (next_ < secrets_.size() && secrets_[next_].offset < end) {
            const Secret& secret = secrets_[next_];
            const auto secret_end = secret.offset + secret.length;
            keep(span, from, secret.offset, out);
            if (secret.offset >= at_ && secret.offset >= from) {
                out.push_back({std::string(mark_), {}, {}, true});
            }
            from = std::min(secret_end, end);
            if (secret_end > end) {
                return; // Goes on in the next span.
            }
            ++next_;
        }
        keep(span, from, end, out);
    }

    void keep(const Span& span, std::size_t from, std::size_t to, std::vector<Span>& out) const {
        if (from < to) {
            out.push_back({span.text.substr(from - at_, to - from), span.style, span.href, false});
        }
    }

    void over_passed() {
        while (next_ < secrets_.size() && secrets_[next_].offset + secrets_[next_].length <= at_) {
            ++next_;
        }
    }

    RichText& text_;
    std::string_view mark_;
    std::string joined_;
    std::vector<Secret> secrets_;
    std::size_t at_ = 0;   ///< Offset of the current span.
    std::size_t next_ = 0; ///< First secret that is not yet behind us.
};

/// Links of one block whose address holds a secret. One that also showed in the label was counted there.
void redact_links(Block& block, std::size_t& redactions) {
    for (std::size_t i = 0; i < block.spans.size();) {
        const auto href = block.spans[i].href;
        auto end = i;
        bool marked = false;
        while (end < block.spans.size() && (block.spans[end].href == href || block.spans[end].redacted)) {
            marked = marked || block.spans[end].redacted;
            ++end;
        }
        const auto secrets = href.empty() ? std::vector<Secret>() : find_secrets(href);
        if (!secrets.empty()) {
            const auto kept = redacted_href(href, secrets);
            for (auto k = i; k < end; ++k) {
                block.spans[k].href = block.spans[k].redacted ? std::string() : kept;
            }
            redactions += marked ? 0 : 1;
        }
        i = std::max(end, i + 1);
    }
}

} // namespace

void redact_secrets(RichText& text, std::string_view mark) {
    std::size_t in_links = 0;
    Redactor(text, mark).run();
    for (Block& block : text.blocks) {
        redact_links(block, in_links);
    }
    text.redactions += in_links;
}

} // namespace usher::text
