#include "sandbox/block_kit.hpp"

#include <fmt/format.h>

#include "sandbox/block_checker.hpp"

namespace usher::sandbox {

namespace {

constexpr std::size_t kMostAttachments = 100;
// Not documented: messages failed between 13,172 and 13,297 characters (slackapi/bolt-js#2509).
constexpr std::size_t kMostCharacters = 13'200;
constexpr std::size_t kLongestPreviewTitle = 3'000;

} // namespace

std::optional<BlockRefusal> check_unfurl(const Json& unfurl, const std::string& at) {
    BlockChecker checker(Surface::link);
    if (!unfurl.is_object()) {
        return BlockRefusal{"cannot_parse_attachment", {}};
    }
    const auto* blocks = member(unfurl, "blocks");
    if (blocks == nullptr && text_of(unfurl, "text").empty() && text_of(unfurl, "title").empty()) {
        return BlockRefusal{"missing_unfurls", {}};
    }
    if (blocks != nullptr) {
        checker.blocks(*blocks, at + "/blocks");
    }
    if (const auto* preview = member(unfurl, "preview")) {
        if (const auto* title = member(*preview, "title")) {
            checker.plain_text(*title, at + "/preview/title", kLongestPreviewTitle);
        }
    }
    if (!checker.problems().empty()) {
        return BlockRefusal{"invalid_blocks", checker.problems()};
    }
    return checker.characters() > kMostCharacters ? std::optional(BlockRefusal{"msg_blocks_too_long", {}})
                                                  : std::nullopt;
}

std::optional<BlockRefusal> check_message(const Json& blocks, const Json& attachments) {
    BlockChecker checker(Surface::message);
    if (!blocks.is_null()) {
        checker.blocks(blocks, "/blocks");
    }
    if (!checker.problems().empty()) {
        return BlockRefusal{"invalid_blocks", checker.problems()};
    }
    if (!attachments.is_null()) {
        if (!attachments.is_array()) {
            return BlockRefusal{"invalid_attachments", {"must provide an array [json-pointer:/attachments]"}};
        }
        if (attachments.size() > kMostAttachments) {
            return BlockRefusal{"too_many_attachments", {}};
        }
        for (std::size_t i = 0; i < attachments.size(); ++i) {
            const std::string at = fmt::format("/attachments/{}", i);
            if (!attachments[i].is_object()) {
                return BlockRefusal{"invalid_attachments", {"must provide an object [json-pointer:" + at + "]"}};
            }
            if (const auto* inner = member(attachments[i], "blocks")) {
                checker.blocks(*inner, at + "/blocks");
            }
        }
        if (!checker.problems().empty()) {
            return BlockRefusal{"invalid_attachments", checker.problems()};
        }
    }
    if (checker.characters() > kMostCharacters) {
        return BlockRefusal{"msg_blocks_too_long", {}};
    }
    return std::nullopt;
}

} // namespace usher::sandbox
