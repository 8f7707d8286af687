"""Small pages with the structure of each CMS family; the words are of our own making."""

from __future__ import annotations

from dataclasses import dataclass

LEAD = "Sáng 12/12, Khối thi đua các cơ quan tham mưu tổ chức hội nghị tổng kết năm 2023 tại trụ sở Tỉnh ủy."
FIRST = "Trong năm, các đơn vị đã hoàn thành nhiệm vụ được giao, nhiều việc làm hay được nhân rộng ở cơ sở."
SECOND = "Hội nghị bầu đơn vị dẫn đầu khối và thống nhất giao ước cho năm tới với năm nội dung cụ thể."
CAPTION = "Đại biểu ký giao ước thi đua tại hội nghị"
TITLE = "Khối thi đua các cơ quan tham mưu tổng kết năm 2023"
OTHER = "Một tin khác trong ngày về sản xuất vụ đông ở các xã vùng cao"


@dataclass(frozen=True)
class Sample:
    """A page and what must be read from it (the common sentences above are understood)."""

    url: str
    html: str
    family: str
    published: tuple[str, str, str] | None
    author: str | None = None
    section: str | None = None
    kicker: str = ""
    captions: tuple[str, ...] = (CAPTION,)
    canonical: str = ""


def page(head: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


YYYYMM_V1 = Sample(
    url="https://baohagiang.vn/thoi-su-chinh-tri/202312/mot-tin-765900/?gidzl=abc",
    family="yyyymm-v1",
    published=("2023-12-12T16:42+07:00", "minute", "selector"),
    author="MINH ANH",
    section="Thời sự",
    canonical="https://baohagiang.vn/thoi-su-chinh-tri/202312/mot-tin-765900",
    html=page(
        "<title>Báo Hà Giang</title>",
        f"""<div class="bd02"><a href="/">Trang chủ</a><a href="/thoi-su-chinh-tri/">Thời sự</a></div>
        <h1 class="media-heading title5">{TITLE}</h1><div id="date">Thứ Ba, 12/12/2023, 16:42 (GMT+7)</div>
        <div id="content"><p><strong>BHG -</strong> {LEAD}</p>
        <table align="center"><tr><td><img src="/dataimages/202312/original/images1_x.jpg"></td></tr><tr><td class="Image">{CAPTION} |</td></tr></table>
        <p>{FIRST}</p><div id="AMN_res_1">Quảng cáo giữa bài</div><p>{SECOND}</p>
        <p align="right"><strong>Tin, ảnh: MINH ANH</strong></p><p><strong>Tin liên quan:</strong></p><ul><li><a href="/x/202312/a-1/">{OTHER}</a></li></ul></div>
        <div id="comment">Ý kiến bạn đọc</div>""",
    ),
)

YYYYMM_V2 = Sample(
    url="https://baohagiang.vn/thoi-su-chinh-tri/202312/mot-tin-1a2b3c4/",
    family="yyyymm-v2",
    published=("2023-12-12T16:42+07:00", "minute", "selector"),
    captions=(CAPTION, "Toàn cảnh hội nghị"),
    canonical="https://baohagiang.vn/thoi-su-chinh-tri/202312/mot-tin-1a2b3c4",
    html=page(
        f'<meta property="og:title" content="{TITLE}">',
        f"""<h1 class="logo"><a href="/">Báo Hà Giang</a></h1><h1 class="head_title">{TITLE}</h1><div class="date">16:42, 12/12/2023</div>
        <div class="content-detail" id="content"><div class="desc"><p>{LEAD}</p></div><p>{FIRST}</p>
        <figure><img src="/file/x/122023/anh_20231212140000.jpg" alt="{CAPTION}"><figcaption>{CAPTION}</figcaption></figure>
        <p style="text-align: center;"><img src="a.jpg"></p><p style="text-align: center;"><em>Toàn cảnh hội nghị</em></p><p>{SECOND}</p></div>""",
    ),
)

ONECMS = Sample(
    url="https://www.baohaiduong.vn/mot-tin-368999.html#c",
    family="onecms",
    published=("2023-12-12T19:35+07:00", "minute", "selector"),
    author="Hoa Mai",
    section="Xây dựng Đảng",
    canonical="https://baohaiduong.vn/mot-tin-368999.html",
    html=page(
        f'<title>{TITLE}</title><link rel="canonical" href="https://baohaiduong.vn/mot-tin-368999.html">',
        f"""<div class="b-maincontent"><div class="c-breadcrumb"><a href="/xay-dung-dang">Xây dựng Đảng</a></div>
        <div class="sc-longform-header"><h1 class="sc-longform-header-title block-sc-title">{TITLE}</h1>
        <span class="sc-longform-header-author">Hoa Mai</span><span class="sc-longform-header-date block-sc-publish-time">12/12/2023 19:35</span>
        <p class="sc-longform-header-sapo block-sc-sapo">{LEAD}</p></div>
        <div class="entry"><p>{FIRST}</p><figure><img src="grey.gif" data-src="https://bhd.1cdn.vn/2023/12/12/x(1).jpeg">
        <div>ae750759-e493-40d4-b5bc-006dd7865d6a(1).jpeg</div><figcaption>{CAPTION}</figcaption></figure>
        <p>{SECOND}</p><p><strong>Hoa Mai</strong></p><p>{TITLE}</p></div><div class="c-box">Tin mới nhất<h3><a href="/khac-1.html">{OTHER}</a></h3></div></div>""",
    ),
)

HAIDUONG_OLD = Sample(
    url="https://m.baohaiduong.vn/chinh-tri/mot-tin-203344",
    family="haiduong-old",
    published=("2021-12-12", "day", "meta"),
    author="PHAN LÊ",
    canonical="https://baohaiduong.vn/chinh-tri/mot-tin-203344",
    html=page(
        '<meta name="pubdate" content="2021-12-12">',
        f"""<h1 class="title">{TITLE}</h1><div class="fck"><p class="sapo"><b>{LEAD}</b></p><p>{FIRST}</p>
        <div class="audio"><audio src="/a.mp3"></audio><a href="/a.mp3">ban-tin-1.mp3</a></div><p><img src="/a.jpg"><br><em class="chuthich">{CAPTION}</em></p>
        <p>{SECOND}</p><p align="right"><b>PHAN LÊ</b></p></div>""",
    ),
)

EPI = Sample(
    url="https://baobackan.com.vn/mot-tin-post58731.html",
    family="epi",
    published=("2023-12-12T16:48:20+07:00", "second", "time_element"),
    author="Thu Hà",
    section="Chính trị",
    kicker="Khối thi đua tham mưu:",
    canonical="https://baobackan.vn/mot-tin-post58731.html",
    html=page(
        f"<title>{TITLE}</title>",
        f"""<div class="breadcrumb"><a href="/">Trang chủ</a><a href="/chinh-tri/">Chính trị</a></div><article><div class="article__sub-title">Khối thi đua tham mưu:</div>
        <h1 class="article__title cms-title">{TITLE}</h1><time class="time" datetime="2023-12-12T09:48:20Z">12/12/2023 16:48</time>
        <div class="article__audio">0:00 / 0:00</div><h2 class="article__sapo cms-desc">{LEAD}</h2>
        <div class="article__body zce-content-body cms-body" itemprop="articleBody"><p>0:00</p><p>{FIRST}</p>
        <table class="picture"><tr><td class="pic"><img src="data:image/gif;base64,R0" data-src="https://cdn.x/a.jpg.webp"><span>{CAPTION} ảnh 1</span></td></tr>
        <tr><td class="caption"><p>{CAPTION}</p></td></tr></table><div class="ads_middle">Quảng cáo</div><p>{SECOND}</p><p>Xem thêm</p></div>
        <div class="article__author">Thu Hà</div></article><div class="related-news"><article><time datetime="2024-01-01T00:00:00Z"></time><a href="/k-post1.html">{OTHER}</a></article></div>""",
    ),
)

MEDIATECH_OLD = Sample(
    url="https://nbtv.vn/news/3/48577/mot-tin",
    family="mediatech",
    published=("2023-12-12T16:38:45+07:00", "second", "selector"),
    author="Lan Phương",
    canonical="https://nbtv.vn/news/3/48577/mot-tin",
    html=page(
        f"<title>{TITLE}</title>",
        f"""<div class="date">Hôm nay</div><h1 class="name">{TITLE}</h1><div class="date">Thứ 3, 12.12.2023 | 16:38:45 [GMT+7]</div><div>228 lượt xem</div>
        <div id="content-detail"><p><strong>{LEAD}</strong></p><p><img src="https://m/upload/news/12_2023/a_10203012122023.jpg"><em>{CAPTION}</em>{FIRST}<br>{SECOND}</p>
        <p>228 lượt xem</p><p>{{{{ item.title }}}}</p><p>Ý kiến ()</p><p>0 / 500 ký tự</p></div><div class="pseudonym">Lan Phương (nbtv.vn)</div>
        <div class="relates">Tin liên quan <a href="/news/3/1/x">{OTHER}</a></div>""",
    ),
)

MEDIATECH_NEW = Sample(
    url="https://nbtv.vn/mot-tin-3120455.html?fbclid=1",
    family="mediatech",
    published=("2023-12-11", "day", "image_name"),
    canonical="https://nbtv.vn/mot-tin-3120455.html",
    html=page(
        f"<title>{TITLE}</title>",
        f"""<h1 class="name">{TITLE}</h1><div class="detail auto-gallery" id="content-detail"><h2>{LEAD}</h2><p>{FIRST}</p>
        <div><img src="https://media.nbtv.vn/upload/news/12_2023/a_10203011122023.jpg"><span class="caption">{CAPTION}</span></div>{SECOND}</div>""",
    ),
)

CONTENT_FCK = Sample(
    url="https://baocantho.com.vn/print/mot-tin-a190711.html",
    family="content-fck",
    published=("2023-12-12T18:21+07:00", "minute", "selector"),
    author="HỒNG VÂN",
    canonical="https://baocantho.com.vn/mot-tin-a190711.html",
    html=page(
        '<base href="/static/templates/version1/homepage/"><script type="application/ld+json">'
        '{"@context":"https://schema.org","@graph":[{"@type":["WebPage"]},{"@type":"NewsArticle","datePublished":"2023-12-12"}]}</script>',
        f"""<h1>Chính trị</h1><div id="newscontents"><h1 class="title">{TITLE}</h1><span class="pubdate">12/12/2023 - 18:21</span>
        <div class="content-fck"><h4 class="sapo">{LEAD}</h4><p>{FIRST}</p><table><tr><td><img src="x.jpg"></td></tr><tr><td>{CAPTION}</td></tr></table>
        <p>{SECOND}</p><div class="AMN_res_9">Quảng cáo</div><p>HỒNG VÂN</p></div></div>""",
    ),
)

SLUG_HTM = Sample(
    url="https://baophutho.vn/mot-tin-258512.htm",
    family="slug-htm",
    published=("2023-12-12T07:22+07:00", "minute", "selector"),
    author="Văn Lang",
    html=page(
        "<title>x</title>",
        f"""<h1 class="pTitle">{TITLE}</h1><div class="date_news">07:22 12/12/2023</div><p class="pHead">{LEAD}</p><div id="dcontent"><p>{FIRST}</p>
        <figure><img src="a.jpg"><figcaption>{CAPTION}.</figcaption></figure><p>{CAPTION}</p><p>{SECOND}</p><p>Văn Lang</p></div>""",
    ),
    captions=(CAPTION + ".",),
)

PARTY_CONGRESS = Sample(
    url="https://daihoi13.dangcongsan.vn/tin-moi/phong-trao-thi-dua/mot-tin-3765",
    family="party-congress",
    published=None,
    html=page(
        '<base href="https://daihoi13.dangcongsan.vn/">',
        f"""<h1 class="post-title">{TITLE}</h1><div class="post-content"><p class="post-summary">{LEAD}</p><p>{FIRST}</p>
        <div><img src="Uploads/Images/2023/12/12/12/a.jpg"></div><p>{CAPTION}</p><p class="image-caption">{CAPTION}.</p><p>{SECOND}</p><p>Phản hồi</p><p>Các tin khác</p></div>
        <div class="sidebar">Mới nhất 01/01/2024</div>""",
    ),
    captions=(CAPTION + ".",),
)

SAMPLES = {name.lower(): value for name, value in list(globals().items()) if isinstance(value, Sample)}
