"""Paragraphs offered to the reports."""

from yifa.core.metrics.paragraph import Paragraph, Sentence
from yifa.kernel.registry import paragraphs

paragraphs(
    Paragraph(
        key="disclosure.own_motion",
        section="disclosure",
        order=10,
        sentences=(
            Sentence(
                "坚持以公开为常态、不公开为例外，公开前逐条审查，全年主动公开政府信息{disclosure.published_items}。"
            ),
            Sentence("以门户网站为主渠道，发布信息{disclosure.portal_items}。"),
            Sentence("运用微信公众号扩大知晓面，发布信息{disclosure.wechat_items}。"),
            Sentence("依法公开{disclosure.budget_and_accounts}，主动接受社会监督。"),
        ),
    ),
    Paragraph(
        key="disclosure.on_request",
        section="disclosure",
        order=20,
        sentences=(
            Sentence(
                "规范依申请公开办理，畅通当面、信函和网上申请渠道，全年{disclosure.requests}，逐件登记、依法办理。",
                zero="规范依申请公开办理，畅通当面、信函和网上申请渠道，全年{disclosure.requests}。",
            ),
        ),
    ),
)
