#include "sandbox/response_urls.hpp"

#include <algorithm>

#include "sandbox/block_kit.hpp"
#include "sandbox/message_json.hpp"

namespace usher::sandbox {

namespace {

ResponseUrls::Answer refuse(int status, const std::string& error) {
    return {status, {{"ok", false}, {"error", error}}};
}

} // namespace

ResponseUrls::ResponseUrls(runtime::Clock& clock, Ids& ids, Workspace& workspace)
    : clock_(clock), ids_(ids), workspace_(workspace) {}

std::string ResponseUrls::issue(Origin origin) {
    forget_old();
    std::string path = "/respond/";
    path += kTeam;
    path += "/" + ids_.secret(40);
    path_of_key_[origin.key] = path;
    entries_[path] = {.origin = std::move(origin), .expires = clock_.now() + kLife};
    return path;
}

void ResponseUrls::forget_old() {
    if (entries_.size() < kMost) {
        return;
    }
    const auto now = clock_.now();
    std::erase_if(entries_, [&](const auto& item) { return item.second.expires <= now; });
    while (entries_.size() >= kMost) {
        entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& item) { return item.second.expires; }));
    }
    std::erase_if(path_of_key_, [&](const auto& item) { return !entries_.contains(item.second); });
}

ResponseUrls::Answer ResponseUrls::use(const std::string& path, const std::string& body) {
    const auto found = entries_.find(path);
    if (found == entries_.end() || clock_.now() >= found->second.expires) {
        return refuse(404, "expired_url");
    }
    auto& entry = found->second;
    if (entry.uses >= kUses) {
        return refuse(404, "used_url");
    }
    const auto payload = parse_json(body);
    if (!payload || !payload->is_object()) {
        return refuse(400, "invalid_payload");
    }
    ++entry.uses;
    return respond(entry, *payload);
}

ResponseUrls::Answer ResponseUrls::answer(const std::string& key, const Json& payload) {
    const auto path = path_of_key_.find(key);
    const auto found = path == path_of_key_.end() ? entries_.end() : entries_.find(path->second);
    if (found == entries_.end() || !payload.is_object()) {
        return refuse(400, "invalid_payload");
    }
    return respond(found->second, payload);
}

ResponseUrls::Answer ResponseUrls::respond(Entry& entry, const Json& payload) {
    const auto& target = entry.origin.original.empty() ? entry.last : entry.origin.original;
    const auto* original = workspace_.find(entry.origin.channel, target);
    if (flag_of(payload, "delete_original")) {
        if (original != nullptr) {
            workspace_.remove(entry.origin.channel, std::string(target));
        }
        return {200, {{"ok", true}}};
    }
    Message draft;
    draft.channel = entry.origin.channel;
    draft.user = std::string(kBotUser);
    draft.answers = entry.origin.key;
    draft.text = text_of(payload, "text");
    draft.blocks = member(payload, "blocks") != nullptr ? *member(payload, "blocks") : Json();
    draft.attachments = member(payload, "attachments") != nullptr ? *member(payload, "attachments") : Json();
    draft.metadata = member(payload, "metadata") != nullptr ? *member(payload, "metadata") : Json();
    if (draft.text.empty() && draft.blocks.empty() && draft.attachments.empty()) {
        return refuse(400, "no_text");
    }
    if (const auto refusal = check_message(draft.blocks, draft.attachments)) {
        return refuse(400, refusal->error);
    }
    complete_blocks(draft.blocks, ids_);
    complete_attachments(draft.attachments, ids_);
    if (flag_of(payload, "replace_original") && original != nullptr) {
        return replace(entry, *original, std::move(draft));
    }
    draft.thread_ts = text_of(payload, "thread_ts");
    if (text_of(payload, "response_type") == "in_channel") {
        show_command(entry);
    } else {
        draft.ephemeral_to = entry.origin.person;
        if (draft.thread_ts.empty()) {
            draft.thread_ts = entry.origin.thread_ts;
        }
    }
    entry.last = workspace_.post(std::move(draft));
    return {200, {{"ok", true}}};
}

/// Keeps place, time and audience: an ephemeral message never becomes public, nor the other way round.
ResponseUrls::Answer ResponseUrls::replace(Entry& entry, const Message& original, Message draft) {
    draft.ts = original.ts;
    draft.thread_ts = original.thread_ts;
    draft.ephemeral_to = original.ephemeral_to;
    if (draft.metadata.is_null()) {
        draft.metadata = original.metadata;
    }
    entry.last = original.ts;
    workspace_.change(std::move(draft));
    return {200, {{"ok", true}}};
}

void ResponseUrls::show_command(Entry& entry) {
    if (entry.shown || entry.origin.command.empty()) {
        return;
    }
    entry.shown = true;
    Message typed;
    typed.channel = entry.origin.channel;
    typed.user = entry.origin.person;
    typed.text = entry.origin.command;
    workspace_.post(std::move(typed));
}

} // namespace usher::sandbox
